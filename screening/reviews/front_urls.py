from django.urls import path

from screening.reviews import views

app_name = "front"
urlpatterns = [
    path("", views.home, name="home"),
    path("join/<str:token>/", views.join, name="join"),
]
