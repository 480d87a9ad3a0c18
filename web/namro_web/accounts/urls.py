"""Sign-in, sign-out, password and second factor. There is no address to sign up at."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import path

from namro_web.accounts import oidc_views, views
from namro_web.ui.doors import anyone, requires, signed_in

_me = requires(signed_in)
_all = requires(anyone)

urlpatterns = [
    path("dang-nhap/", _all(account.login), name="account_login"),
    path("dang-nhap/ma-xac-thuc/", _all(mfa.authenticate), name="mfa_authenticate"),
    path("dang-xuat/", oidc_views.sign_out, name="account_logout"),
    path("dang-nhap/he-thong/", oidc_views.sign_in, name="account_provider_sign_in"),
    path("dang-nhap/he-thong/tro-lai/", oidc_views.come_back, name="account_provider_back"),
    path("tai-khoan/dinh-danh/", oidc_views.my_link, name="account_provider"),
    path("tai-khoan/dinh-danh/lien-ket/", oidc_views.link_myself, name="account_provider_link"),
    path("tai-khoan/dinh-danh/go/", oidc_views.unlink_myself, name="account_provider_unlink"),
    path("tai-khoan/mat-khau/", _me(account.password_change), name="account_change_password"),
    path("tai-khoan/xac-nhan/", _me(account.reauthenticate), name="account_reauthenticate"),
    path("tai-khoan/xac-nhan/ma/", _me(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "tai-khoan/xac-nhan/khoa/",
        _me(keys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("phien/", views.session_left, name="account_session"),
    path("phien/lam-tiep/", views.go_on, name="account_go_on"),
    path("tai-khoan/phien/", views.my_sessions, name="account_sessions"),
    path("tai-khoan/phien/khac/", views.end_others, name="account_end_other_sessions"),
    path("tai-khoan/phien/<slug:session_id>/", views.end_one, name="account_end_session"),
    path("tai-khoan/hai-lop/khoa/", _me(keys.list_webauthn), name="mfa_list_webauthn"),
    path("tai-khoan/hai-lop/khoa/them/", _me(keys.add_webauthn), name="mfa_add_webauthn"),
    path("tai-khoan/hai-lop/khoa/<int:pk>/", _me(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "tai-khoan/hai-lop/khoa/<int:pk>/go/", _me(keys.remove_webauthn), name="mfa_remove_webauthn"
    ),
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
