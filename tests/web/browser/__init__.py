"""Pages in a real browser, before a real server.

Chromium of the system is used; without one these tests are skipped, or fail where the environment
says CI=true. Screenshots go to the folder that MILIEU_SCREENSHOTS names, else beside the test's
other temporary files. They are to be looked at, not kept in the repository.
"""
