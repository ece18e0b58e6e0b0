from django.urls import path

from screening.decisions import conflict_views, interest_views, views

app_name = "decisions"
urlpatterns = [
    path("", views.room, name="room"),
    path("ahead/", views.ahead, name="ahead"),
    path("<int:candidate_id>/", views.candidate, name="candidate"),
    path("<int:candidate_id>/vote/", views.vote, name="vote"),
    path("<int:candidate_id>/undo/", views.undo, name="undo"),
    path("history/", views.history, name="history"),
    path("progress/", views.progress, name="progress"),
    path("conflicts/", conflict_views.conflicts, name="conflicts"),
    path("conflicts/<int:candidate_id>/", conflict_views.conflict, name="conflict"),
    path("conflicts/<int:candidate_id>/resolve/", conflict_views.resolve, name="resolve"),
    path("interests/", interest_views.interests, name="interests"),
    path("interests/decide/", interest_views.decide, name="decide_interests"),
    path("interests/look/", interest_views.look, name="look_for_authors"),
    path("interests/citation/<int:citation_id>/", interest_views.bar, name="bar"),
    path("interests/names/<int:member_id>/", interest_views.names, name="author_names"),
]
