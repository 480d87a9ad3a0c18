"""Sign-in, sign-out, password and second factor. There is no address to sign up at."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from namro_web.ui.doors import anyone, requires, signed_in

_me = requires(signed_in)
_all = requires(anyone)

urlpatterns = [
    path("dang-nhap/", _all(account.login), name="account_login"),
    path("dang-nhap/ma-xac-thuc/", _all(mfa.authenticate), name="mfa_authenticate"),
    path("dang-xuat/", _all(account.logout), name="account_logout"),
    path("tai-khoan/mat-khau/", _me(account.password_change), name="account_change_password"),
    path("tai-khoan/xac-nhan/", _me(account.reauthenticate), name="account_reauthenticate"),
    path("tai-khoan/xac-nhan/ma/", _me(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("tai-khoan/hai-lop/", _me(mfa.index), name="mfa_index"),
    path("tai-khoan/hai-lop/bat/", _me(totp.activate_totp), name="mfa_activate_totp"),
    path("tai-khoan/hai-lop/tat/", _me(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "tai-khoan/hai-lop/ma-du-phong/",
        _me(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "tai-khoan/hai-lop/ma-du-phong/moi/",
        _me(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "tai-khoan/hai-lop/ma-du-phong/tai/",
        _me(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
