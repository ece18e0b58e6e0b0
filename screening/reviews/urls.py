from django.urls import path

from screening.reviews import team_views, views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("team/", team_views.team, name="team"),
    path("team/<int:member_id>/", team_views.member, name="member"),
    path("team/<int:member_id>/role/", team_views.change_role, name="change_role"),
    path("team/<int:member_id>/remove/", team_views.remove, name="remove"),
    path("team/<int:member_id>/restore/", team_views.restore, name="restore"),
    path("team/invitations/<int:invitation_id>/revoke/", team_views.revoke, name="revoke"),
    path("settings/", views.settings, name="settings"),
    path("settings/blinding/", views.blinding, name="blinding"),
]
