from django.urls import path

from screening.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/preferences/", views.preferences, name="preferences"),
    path("theme/", views.theme, name="theme"),
]
