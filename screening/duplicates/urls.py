from django.urls import path

from screening.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.list_groups, name="list"),
    path("merges/", views.list_merges, name="merges"),
    path("merge/", views.merge, name="merge"),
    path("merges/<int:citation_id>/undo/", views.undo, name="undo"),
    path("citation/<int:citation_id>/", views.split, name="split"),
]
