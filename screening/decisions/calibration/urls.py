from django.urls import path

from screening.decisions.calibration import views

urlpatterns = [
    path("", views.calibration, name="calibration"),
    path("open/", views.open_pilot, name="open_pilot"),
    path("gate/", views.set_gate, name="set_gate"),
    path("gate/open/", views.open_gate, name="open_gate"),
    path("<int:pilot_id>/", views.pilot, name="pilot"),
    path("<int:pilot_id>/close/", views.close_pilot, name="close_pilot"),
    path("<int:pilot_id>/say/", views.say, name="say"),
]
