from django.urls import path

from screening.decisions import bulk_views, conflict_views, rule_change_views, views

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
    path("conflicts/differing/", conflict_views.differing, name="differing"),
    path("conflicts/<int:candidate_id>/", conflict_views.conflict, name="conflict"),
    path("conflicts/<int:candidate_id>/resolve/", conflict_views.resolve, name="resolve"),
    path("conflicts/<int:candidate_id>/comment/", conflict_views.comment, name="comment"),
    path("conflicts/<int:candidate_id>/open/", conflict_views.reopen, name="reopen"),
    path("conflicts/<int:candidate_id>/close/", conflict_views.take_back_reopening, name="close_again"),
    path("many/", bulk_views.vote_on_all, name="vote_on_all"),
    path("many/<int:batch_id>/", bulk_views.batch, name="batch"),
    path("many/<int:batch_id>/undo/", bulk_views.take_back_batch, name="take_back_batch"),
    path("rules/<int:number>/", rule_change_views.show, name="rule_changes"),
    path("rules/<int:number>/apply/", rule_change_views.apply, name="apply_rules"),
]
