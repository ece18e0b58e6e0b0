from django.urls import path

from screening.metadata import views

app_name = "metadata"
urlpatterns = [
    path("", views.list_missing, name="list"),
    path("look-up/", views.look_up, name="look_up"),
    path("accept/", views.accept, name="accept"),
    path("accept/all/", views.accept_all, name="accept_all"),
    path("accept/<int:job_id>/undo/", views.undo_all, name="undo_all"),
    path("dismiss/", views.dismiss, name="dismiss"),
    path("reopen/", views.reopen, name="reopen"),
]
