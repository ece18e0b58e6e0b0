from django.urls import path

from screening.retractions import views

app_name = "retractions"
urlpatterns = [
    path("", views.list_flags, name="list"),
    path("check/", views.check, name="check"),
    path("schedule/", views.schedule, name="schedule"),
]
