from django.urls import path

from screening.duplicates import citation_views, question_views, views

app_name = "duplicates"
urlpatterns = [
    path("", views.overview, name="list"),
    path("find/", views.find, name="find"),
    path("how/", views.wanted, name="wanted"),
    path("questions/", question_views.queue, name="queue"),
    path("questions/<int:pair_id>/", question_views.question, name="question"),
    path("questions/<int:pair_id>/answer/", question_views.answer, name="answer"),
    path("questions/<int:pair_id>/answer/together/", question_views.answer_together, name="answer_together"),
    path("questions/<int:pair_id>/undo/", question_views.take_back, name="take_back"),
    path("merges/", views.list_merges, name="merges"),
    path("merges/<int:citation_id>/undo/", views.undo, name="undo"),
    path("related/", views.list_related, name="related"),
    path("related/report/<int:report_id>/", views.related_reports, name="related_reports"),
    path("citation/<int:citation_id>/", citation_views.split, name="split"),
    path("citation/<int:citation_id>/shown/", citation_views.choose, name="choose"),
    path("citation/<int:citation_id>/join/", citation_views.join, name="join"),
]
