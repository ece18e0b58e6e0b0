from django.urls import path

from screening.blueprints import views

app_name = "blueprints"
urlpatterns = [path("", views.start, name="start")]
