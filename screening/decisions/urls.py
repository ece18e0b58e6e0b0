from django.urls import path

from screening.decisions import conflict_views, scripted_views, taking_views, views

app_name = "decisions"
urlpatterns = [
    path("", views.room, name="room"),
    path("ahead/", taking_views.ahead, name="ahead"),
    path("leave/", taking_views.leave, name="leave"),
    path("<int:candidate_id>/", views.candidate, name="candidate"),
    path("<int:candidate_id>/vote/", views.vote, name="vote"),
    path("<int:candidate_id>/undo/", views.undo, name="undo"),
    path("<int:candidate_id>/label/", scripted_views.label, name="label"),
    path("history/", views.history, name="history"),
    path("progress/", views.progress, name="progress"),
    path("conflicts/", conflict_views.conflicts, name="conflicts"),
    path("conflicts/<int:candidate_id>/", conflict_views.conflict, name="conflict"),
    path("conflicts/<int:candidate_id>/resolve/", conflict_views.resolve, name="resolve"),
]
