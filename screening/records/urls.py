from django.urls import path

from screening.records import label_views, views

app_name = "records"
urlpatterns = [
    path("", views.list_citations, name="list"),
    path("label/", label_views.label, name="label"),
    path("label/undo/<uuid:round_key>/", label_views.undo, name="undo_labelling"),
    path("labels/", label_views.list_labels, name="labels"),
    path("labels/<int:label_id>/change/", label_views.change_label, name="change_label"),
    path("labels/<int:label_id>/retire/", label_views.retire_label, name="retire_label"),
]
