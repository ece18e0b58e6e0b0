from django.urls import URLPattern

app_name = "fulltexts"
urlpatterns: list[URLPattern] = []
