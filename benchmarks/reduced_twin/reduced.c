/* The same in C: one loop over firms a quarter, nothing stored that need not be. The constants of
   model.py are given as macros by the compiler's command line. */
#include <math.h>
#include <stdint.h>

typedef uint64_t u64;
enum { IDEA = 6, IDEA_STEP, IDEA_STEP_2, IDEA_TURN, CONTACT = 11, CONTACT_WHO = 15,
       SHOCK = 1, CHANCE_EXIT = 21, CHILD_IDEAS = 35, CHILD_SIZE, CHILD_TURN };
enum { EVENTS = 128, KNOTS = 2048, TAIL = 16 };

static inline u64 mixed(u64 b) {
    b = (b ^ (b >> 30)) * 0xBF58476D1CE4E5B9u;
    b = (b ^ (b >> 27)) * 0x94D049BB133111EBu;
    return b ^ (b >> 31);
}

static inline double uniform(u64 key, u64 address, u64 event) {
    u64 y = (address + event) * key, z = y + key, x = y * y + y, last;
    x = (x >> 32) | (x << 32); x = x * x + z;
    x = (x >> 32) | (x << 32); x = x * x + y;
    x = (x >> 32) | (x << 32); x = x * x + z;
    last = x;
    x = (x >> 32) | (x << 32);
    return (double)((last ^ ((x * x + y) >> 32)) >> 11) * 0x1p-53;
}

/* Wichura's AS 241, outer parts */
static const double A[] = {7.74545014278341407640e-4, 2.27238449892691845833e-2,
    2.41780725177450611770e-1, 1.27045825245236838258, 3.64784832476320460504,
    5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734};
static const double B[] = {1.05075007164441684324e-9, 5.47593808499534494600e-4,
    1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1,
    1.67638483018380384940, 2.05319162663775882187, 1.0};
static const double C[] = {2.01033439929228813265e-7, 2.71155556874348757815e-5,
    1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1,
    1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720};
static const double D[] = {2.04426310338993978564e-15, 1.42151175831644588870e-7,
    1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2,
    1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0};

static double polynomial(double x, const double *c) {
    double total = 0;
    for (int k = 0; k < 8; k++) total = total * x + c[k];
    return total;
}

static double far_normal(double chance) {
    double nearest = fmin(chance, 1 - chance), r = sqrt(-log(fmax(nearest, 0x1p-54)));
    double size = r <= 5 ? polynomial(r - 1.6, A) / polynomial(r - 1.6, B)
                         : polynomial(r - 5, C) / polynomial(r - 5, D);
    return chance < 0.5 ? -size : size;
}

static inline double normal(u64 key, u64 address, u64 event, const double *table) {
    double chance = uniform(key, address, event), place = chance * KNOTS;
    int64_t knot = (int64_t)place;
    if (knot >= TAIL && knot < KNOTS - TAIL)
        return table[knot] + (place - knot) * (table[knot + 1] - table[knot]);
    return far_normal(chance);
}

static inline double circle_distance(double a, double b) {
    double apart = a - b;
    return apart - floor(apart + 0.5);
}

static inline double around(double x) { return x - floor(x); }
static inline double most(double a, double b) { return a > b ? a : b; }
static inline double least(double a, double b) { return a < b ? a : b; }

void run(u64 key, const double *table, int64_t firms, u64 *restrict identity,
         const int64_t *restrict cluster, const int64_t *restrict first, double *restrict x,
         double *restrict a, double *restrict position, double *restrict cash,
         double *restrict next_a, double *restrict next_position, double *restrict sales,
         double *restrict utility, int64_t first_quarter, int64_t quarters) {
    double shared[CLUSTERS], mean[CLUSTERS];
    for (int64_t quarter = first_quarter; quarter < first_quarter + quarters; quarter++) {
        const double frontier = FRONTIER * quarter, spot = 0.5 + DRIFT * quarter;
        const double smallest = LN_SMALLEST + RISE * frontier, under = BELOW * exp(smallest);
        const double upkeep = FIXED * exp(RISE * frontier);
        double bought = 0, sold = 0, total = 0;
        for (int c = 0; c < CLUSTERS; c++) {
            double in = 0, knows = 0;
            for (int64_t i = first[c]; i < first[c + 1]; i++) {
                sales[i] = exp(x[i]);
                in += sales[i];
                knows += a[i];
            }
            shared[c] = -SCALE * log(1 + LABOR * in / JOBS);
            mean[c] = knows / (first[c + 1] - first[c]);
        }
        for (int64_t i = 0; i < firms; i++) {
            double cost = shared[cluster[i]] - a[i] + under / sales[i];
            double off = circle_distance(position[i], spot);
            utility[i] = -PRICE * cost - DISTANCE * off * off - DRAG * (x[i] - smallest);
            bought += sales[i] * utility[i];
            sold += sales[i];
        }
        const double average = bought / sold;
        for (int64_t i = 0; i < firms; i++) {
            const u64 address = identity[i] + (u64)quarter * EVENTS;
            const int64_t c = cluster[i];
            double new_a = a[i], new_position = position[i];
            double hazard = RATE * (1 + SIZE * most(0, x[i] - smallest));
            double chance = uniform(key, address, IDEA);
            if (chance < hazard && chance < 1 - exp(-hazard)) { /* 1 - exp(-y) <= y */
                double smaller = least(uniform(key, address, IDEA_STEP),
                                       uniform(key, address, IDEA_STEP_2));
                new_a += 3 * STEP * smaller * exp(-FISHING * most(-0.3, a[i] - frontier));
                new_position = around(position[i] + TURN * normal(key, address, IDEA_TURN, table));
            }
            if (uniform(key, address, CONTACT) < CONTACTS) {
                double who = uniform(key, address, CONTACT_WHO);
                int64_t j = first[c] + (int64_t)(who * (first[c + 1] - first[c]));
                double gap = a[j] - a[i], apart = circle_distance(position[j], position[i]);
                double near = 1 - 0.25 * apart * apart / (KERNEL * KERNEL);
                if (gap > 0 && near > 0) {
                    near *= near;
                    new_a += LEARN * gap * near;
                    new_position = around(new_position + FOLLOW * apart * near);
                }
            }
            double spread = SPREAD * least(2.5, exp(-SLOPE * (x[i] - LN_SMALLEST - 1)));
            double better = least(BOUND, most(-BOUND, SELECTION * (utility[i] - average)));
            double shock = normal(key, address, SHOCK, table);
            double new_x = x[i] + better + spread * shock - CORRECTION * spread * spread;
            double earned = cash[i] + (MARGIN - CAPITAL - RESEARCH) * sales[i] - upkeep;
            double new_cash = least(earned, CEILING * sales[i] + FLOOR);
            if (new_x < smallest || new_cash < -OVERDRAFT * sales[i] ||
                uniform(key, address, CHANCE_EXIT) < LEAVING) {
                u64 child = identity[i] = mixed(identity[i] + (u64)quarter);
                new_x = smallest + NEW_SIZE + NEW_LUCK * uniform(key, child, CHILD_SIZE);
                new_a = 0.5 * (mean[c] + frontier) - NEW_GAP +
                        NEW_SPREAD * normal(key, child, CHILD_IDEAS, table);
                new_position = around(spot + NEW_TURN * normal(key, child, CHILD_TURN, table));
                new_cash = 0.5 * exp(new_x) + NEW_CASH;
            }
            x[i] = new_x;
            cash[i] = new_cash;
            next_a[i] = new_a;
            next_position[i] = new_position;
            total += exp(new_x);
        }
        double shift = least(LARGEST_SHIFT, most(-LARGEST_SHIFT, log(DEMAND * firms / total)));
        for (int64_t i = 0; i < firms; i++) {
            x[i] += shift;
            a[i] = next_a[i];
            position[i] = next_position[i];
        }
    }
}
