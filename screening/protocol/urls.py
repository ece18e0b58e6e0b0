from django.urls import path

from screening.protocol import views

app_name = "protocol"
urlpatterns = [
    path("", views.show, name="show"),
    path("version/<int:number>/", views.show, name="version"),
    path("version/<int:number>/changes/", views.diff, name="diff"),
    path("draft/", views.draft, name="draft"),
    path("edit/", views.edit, name="edit"),
    path("edit/criteria/add/", views.add_criterion, name="add_criterion"),
    path("edit/criteria/<int:criterion_id>/", views.criterion, name="criterion"),
    path("edit/criteria/<int:criterion_id>/move/", views.move_criterion, name="move_criterion"),
    path("edit/criteria/<int:criterion_id>/remove/", views.remove_criterion, name="remove_criterion"),
    path("edit/reasons/add/", views.add_reason, name="add_reason"),
    path("edit/reasons/<int:reason_id>/", views.reason, name="reason"),
    path("edit/reasons/<int:reason_id>/move/", views.move_reason, name="move_reason"),
    path("edit/reasons/<int:reason_id>/retire/", views.retire_reason, name="retire_reason"),
    path("edit/rules/<str:stage>/", views.rules, name="rules"),
    path("freeze/", views.freeze, name="freeze"),
    path("amend/", views.amend, name="amend"),
]
