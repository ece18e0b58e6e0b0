from django.urls import include, path

from screening.decisions import conflict_views, look_again_views, views

app_name = "decisions"
urlpatterns = [
    path("", views.room, name="room"),
    path("ahead/", views.ahead, name="ahead"),
    path("<int:candidate_id>/", views.candidate, name="candidate"),
    path("<int:candidate_id>/vote/", views.vote, name="vote"),
    path("<int:candidate_id>/undo/", views.undo, name="undo"),
    path("history/", views.history, name="history"),
    path("progress/", views.progress, name="progress"),
    path("calibration/", include("screening.decisions.calibration.urls")),
    path("look-again/", look_again_views.look_again_list, name="look_again_list"),
    path("look-again/next/", look_again_views.look_again_next, name="look_again"),
    path("look-again/<int:candidate_id>/", look_again_views.look_again_vote, name="look_again_vote"),
    path("conflicts/", conflict_views.conflicts, name="conflicts"),
    path("conflicts/<int:candidate_id>/", conflict_views.conflict, name="conflict"),
    path("conflicts/<int:candidate_id>/resolve/", conflict_views.resolve, name="resolve"),
]
