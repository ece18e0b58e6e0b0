from django.urls import path

from screening.reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("team/", views.team, name="team"),
    path("team/<int:member_id>/role/", views.change_role, name="change_role"),
    path("team/<int:member_id>/remove/", views.remove, name="remove"),
    path("team/invitations/<int:invitation_id>/revoke/", views.revoke, name="revoke"),
    path("settings/", views.settings, name="settings"),
    path("settings/blinding/", views.blinding, name="blinding"),
]
