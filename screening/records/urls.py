from django.urls import path

from screening.records import views

app_name = "records"
urlpatterns = [path("", views.list_citations, name="list")]
