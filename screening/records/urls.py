from django.urls import path

from screening.records import correction_views, views

app_name = "records"
urlpatterns = [
    path("", views.list_citations, name="list"),
    path("<int:citation_id>/correct/", correction_views.correct, name="correct"),
    path("<int:citation_id>/undo/", correction_views.undo, name="undo_correction"),
]
