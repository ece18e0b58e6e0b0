from django.urls import path

from screening.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:key>/", views.download, name="download"),
]
