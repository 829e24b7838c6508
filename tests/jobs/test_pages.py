"""The owner's page: progress, the notice, the file; nothing for anybody else."""

import pytest

from tests.results.staff import sign_in
from tests.support.door import knock, token_of

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def post(client, address):
    return client.post(address, data={"csrf_token": token_of(client.get("/staff/jobs"))})


@pytest.fixture
def chi(client, owner):
    """The owner, signed in."""
    knock(client, "chi")
    return client


def test_the_page_offers_to_look_again_until_everything_is_done(bench, chi):
    bench.ask("test.lines", lines=2)
    page = chi.get("/staff/jobs").text
    assert ">Xem lại</a>" in page
    assert "Đang chờ" in page

    bench.work()

    page = chi.get("/staff/jobs").text
    assert ">Xem lại</a>" not in page
    assert "lines.txt" in page


def test_a_notice_stands_on_every_page_until_the_file_is_fetched(bench, chi):
    job_id = bench.ask("test.lines", lines=2)
    bench.work()
    assert "1 file đã xong" in chi.get("/staff/units").text

    fetched = post(chi, f"/staff/jobs/{job_id}/file")

    assert fetched.data == b"0\n1\n"
    assert fetched.headers["Content-Disposition"] == "attachment; filename=lines.txt"
    assert "1 file đã xong" not in chi.get("/staff/units").text


def test_a_failure_is_told_in_a_sentence(bench, chi):
    bench.ask("test.refuse", key="xyz")
    bench.work()

    assert "“xyz”" in chi.get("/staff/jobs").text


def test_nobody_else_gets_the_file(app, bench, database, unit):
    job_id = bench.ask("test.lines", lines=2)
    bench.work()
    other = app.test_client()
    sign_in(other, database, "dung", "leader", unit)

    assert post(other, f"/staff/jobs/{job_id}/file").status_code == 404
    assert "lines.txt" not in other.get("/staff/jobs").text
    assert app.test_client().get("/staff/jobs").status_code == 303


def test_a_file_that_is_not_there_yet(bench, chi):
    job_id = bench.ask("test.lines", lines=2)

    assert post(chi, f"/staff/jobs/{job_id}/file").status_code == 404
