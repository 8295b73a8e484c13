"""What an office says of a hidden cell, such as a size band, narrows what is possible."""

from milieu.study.study import Study

HEADER = (
    "fipstate,fipscty,naics,empflag,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est,n1_4,n5_9,n10_19,n20_49,"
    "n50_99,n100_249,n250_499,n500_999,n1000,n1000_1,n1000_2,n1000_3,n1000_4"
)
SHOWN = "{county},{naics},,G,{jobs},G,0,G,0,{firms}" + ",0" * 13
HIDDEN = "{county},{naics},{flag},D,0,D,0,D,0,{firms},{sizes}" + ",0" * 8


def shown(county: str, naics: str, jobs: int, firms: int) -> str:
    return SHOWN.format(county=county, naics=naics, jobs=jobs, firms=firms)


def hidden(county: str, naics: str, flag: str, firms: int, sizes: str) -> str:
    return HIDDEN.format(county=county, naics=naics, flag=flag, firms=firms, sizes=sizes)


def test_a_size_band_of_county_business_patterns_bounds_the_hidden_cell(tmp_path):
    lines = [HEADER]
    for county in ("01,001", "01,003", "01,005"):
        lines += [shown(county, "------", 940, 60), shown(county, "31----", 940, 60)]
        lines += [shown(county, "311///", 300, 20)]
        # 15 firms of 1 to 4 and 15 of 5 to 9: 90 to 195; with flag C (100 to 249) 100 to 195
        lines += [hidden(county, "312///", "C", 30, "15,15,0,0,0")]
        # 3 firms of 20 to 49 and 7 of 50 to 99: 410 to 840; with flag E (250 to 499) 410 to 499
        lines += [hidden(county, "313///", "E", 10, "0,0,0,3,7")]
    file = tmp_path / "cbp05co.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    study = Study.create(tmp_path / "s", template="us")
    study.add("county_business_patterns", [file])
    list(study.build(until="cells"))
    cells = study.table("cells").to_pandas().set_index(["region", "industry"])
    assert set(cells.year) == {2005}
    drinks, textiles = cells.loc[("01001", "312")], cells.loc[("01001", "313")]
    assert drinks.status == textiles.status == "estimated"
    # together they are 640, so that what bounds the one bounds the other
    assert 640 - 499 - 3 <= drinks.least <= drinks.jobs <= drinks.most <= 195
    assert 640 - 195 - 3 <= textiles.least <= textiles.jobs <= textiles.most <= 499
    assert abs(drinks.jobs + textiles.jobs - 640) < 3
