"""Sign-in, sign-out, password and second factor. There is no address to sign up at."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from namro_web.ui.doors import anyone, requires, signed_in

urlpatterns = [
    path("dang-nhap/", requires(anyone)(account.login), name="account_login"),
    path("dang-xuat/", requires(anyone)(account.logout), name="account_logout"),
    path(
        "tai-khoan/mat-khau/",
        requires(signed_in)(account.password_change),
        name="account_change_password",
    ),
    path("tai-khoan/hai-lop/", include("allauth.mfa.urls")),
]
