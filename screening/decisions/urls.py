from django.urls import include, path

from screening.decisions import awaiting_views, scripted_views, taking_views, views
from screening.decisions.allocation import views as allocation_views
from screening.decisions.amending import look_again_views, rule_change_views
from screening.decisions.barring import views as barring_views
from screening.decisions.bulk import views as bulk_views
from screening.decisions.conflicts import views as conflict_views
from screening.decisions.figures import agreement_views, progress_views

app_name = "decisions"
urlpatterns = [
    path("", views.room, name="room"),
    path("take/", taking_views.take, name="take"),
    path("ahead/", taking_views.ahead, name="ahead"),
    path("leave/", taking_views.leave, name="leave"),
    path("<int:candidate_id>/", views.candidate, name="candidate"),
    path("<int:candidate_id>/vote/", views.vote, name="vote"),
    path("<int:candidate_id>/undo/", views.undo, name="undo"),
    path("<int:candidate_id>/label/", scripted_views.label, name="label"),
    path("history/", views.history, name="history"),
    path("awaiting/", awaiting_views.awaiting, name="awaiting"),
    path("who/", allocation_views.who, name="who"),
    path("who/<slug:stage>/", allocation_views.divide, name="divide"),
    path("who/<slug:stage>/again/", allocation_views.use_again, name="use_again"),
    path("who/<slug:stage>/hand-over/", allocation_views.hand_over, name="hand_over"),
    path("progress/", progress_views.progress, name="progress"),
    path("agreement/", agreement_views.agreement, name="agreement"),
    path("agreement/<int:member_id>/<int:colleague_id>/", agreement_views.pair, name="pair"),
    path("calibration/", include("screening.decisions.calibration.urls")),
    path("look-again/", look_again_views.look_again_list, name="look_again_list"),
    path("look-again/next/", look_again_views.look_again_next, name="look_again"),
    path("look-again/<int:candidate_id>/", look_again_views.look_again_vote, name="look_again_vote"),
    path("conflicts/", conflict_views.conflicts, name="conflicts"),
    path("conflicts/differing/", conflict_views.differing, name="differing"),
    path("conflicts/<int:candidate_id>/", conflict_views.conflict, name="conflict"),
    path("conflicts/<int:candidate_id>/resolve/", conflict_views.resolve, name="resolve"),
    path("interests/", barring_views.interests, name="interests"),
    path("interests/decide/", barring_views.decide, name="decide_interests"),
    path("interests/look/", barring_views.look, name="look_for_authors"),
    path("interests/citation/<int:citation_id>/", barring_views.bar, name="bar"),
    path("interests/names/<int:member_id>/", barring_views.names, name="author_names"),
    path("conflicts/<int:candidate_id>/comment/", conflict_views.comment, name="comment"),
    path("conflicts/<int:candidate_id>/open/", conflict_views.reopen, name="reopen"),
    path("conflicts/<int:candidate_id>/close/", conflict_views.take_back_reopening, name="close_again"),
    path("many/", bulk_views.vote_on_all, name="vote_on_all"),
    path("many/<int:batch_id>/", bulk_views.batch, name="batch"),
    path("many/<int:batch_id>/undo/", bulk_views.take_back_batch, name="take_back_batch"),
    path("rules/<int:number>/", rule_change_views.show, name="rule_changes"),
    path("rules/<int:number>/apply/", rule_change_views.apply, name="apply_rules"),
]
