from django.urls import path

from screening.records import correction_views, label_views, views

app_name = "records"
urlpatterns = [
    path("", views.list_citations, name="list"),
    path("count/", views.count_citations, name="count"),
    path("<int:citation_id>/correct/", correction_views.correct, name="correct"),
    path("<int:citation_id>/undo/", correction_views.undo, name="undo_correction"),
    path("label/", label_views.label, name="label"),
    path("label/undo/<uuid:round_key>/", label_views.undo, name="undo_labelling"),
    path("labels/", label_views.list_labels, name="labels"),
    path("labels/<int:label_id>/change/", label_views.change_label, name="change_label"),
    path("labels/<int:label_id>/retire/", label_views.retire_label, name="retire_label"),
]
