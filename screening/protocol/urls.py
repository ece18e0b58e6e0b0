from django.urls import path

from screening.protocol import draft_views, views

app_name = "protocol"
urlpatterns = [
    path("", views.show, name="show"),
    path("version/<int:number>/", views.show, name="version"),
    path("version/<int:number>/changes/", views.diff, name="diff"),
    path("draft/", views.draft, name="draft"),
    path("edit/", draft_views.edit, name="edit"),
    path("edit/criteria/add/", draft_views.add_criterion, name="add_criterion"),
    path("edit/criteria/<int:criterion_id>/", draft_views.criterion, name="criterion"),
    path("edit/criteria/<int:criterion_id>/move/", draft_views.move_criterion, name="move_criterion"),
    path("edit/criteria/<int:criterion_id>/remove/", draft_views.remove_criterion, name="remove_criterion"),
    path("edit/reasons/add/", draft_views.add_reason, name="add_reason"),
    path("edit/reasons/<int:reason_id>/", draft_views.reason, name="reason"),
    path("edit/reasons/<int:reason_id>/move/", draft_views.move_reason, name="move_reason"),
    path("edit/reasons/<int:reason_id>/retire/", draft_views.retire_reason, name="retire_reason"),
    path("edit/rules/<str:stage>/", draft_views.rules, name="rules"),
    path("freeze/", views.freeze, name="freeze"),
    path("amend/", views.amend, name="amend"),
]
