from django.urls import path

from screening.decisions import agreement_views, conflict_views, progress_views, views

app_name = "decisions"
urlpatterns = [
    path("", views.room, name="room"),
    path("ahead/", views.ahead, name="ahead"),
    path("<int:candidate_id>/", views.candidate, name="candidate"),
    path("<int:candidate_id>/vote/", views.vote, name="vote"),
    path("<int:candidate_id>/undo/", views.undo, name="undo"),
    path("history/", views.history, name="history"),
    path("progress/", progress_views.progress, name="progress"),
    path("agreement/", agreement_views.agreement, name="agreement"),
    path("agreement/<int:member_id>/<int:colleague_id>/", agreement_views.pair, name="pair"),
    path("conflicts/", conflict_views.conflicts, name="conflicts"),
    path("conflicts/<int:candidate_id>/", conflict_views.conflict, name="conflict"),
    path("conflicts/<int:candidate_id>/resolve/", conflict_views.resolve, name="resolve"),
]
