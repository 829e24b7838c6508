"""An officer signs in and sees the unit."""


def sign_in(page, account):
    login, password = account
    page.goto("/staff/sign-in")
    page.get_by_label("Tài khoản").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def test_officer_sees_the_unit_after_signing_in(page, account):
    sign_in(page, account)
    page.get_by_role("link", name="Tất cả đơn vị").click()
    page.get_by_role("link", name="Xã Đường An").first.click()

    assert page.get_by_role("heading", level=1).inner_text().endswith("Đường An")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_wrong_password_opens_nothing(page, account):
    sign_in(page, (account[0], "khong-phai-mat-khau"))

    assert page.url.endswith("/staff/sign-in")
    assert page.goto("/staff/units").url.rpartition("?")[0].endswith("/staff/sign-in")
