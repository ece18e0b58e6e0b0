from django.urls import path

from screening.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("<str:token>/", views.enter, name="enter"),
]
