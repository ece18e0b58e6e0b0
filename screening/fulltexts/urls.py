from django.urls import path

from screening.fulltexts import views

app_name = "fulltexts"
urlpatterns = [
    path("", views.list_reports, name="list"),
    path("next/", views.queue, name="queue"),
    path("<int:report_id>/", views.report, name="report"),
    path("<int:report_id>/judge/", views.judge, name="judge"),
    path("<int:report_id>/undo/", views.undo, name="undo"),
    path("<int:report_id>/retrieved/", views.retrieved, name="retrieved"),
    path("<int:report_id>/not-retrieved/", views.not_retrieved, name="not_retrieved"),
    path("<int:report_id>/reopen/", views.reopen, name="reopen"),
    path("<int:report_id>/attempt/", views.attempt, name="attempt"),
    path("<int:report_id>/study/", views.assign, name="assign"),
    path("<int:report_id>/study/rename/", views.rename, name="rename"),
    path("file/<int:file_id>/", views.file, name="file"),
]
