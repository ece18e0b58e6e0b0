from django.urls import path

from screening.extraction import form_views, views

app_name = "extraction"
urlpatterns = [
    path("", views.table, name="table"),
    path("studies/<int:study_id>/", views.study, name="study"),
    path("studies/<int:study_id>/<int:form_id>/save/", views.save, name="save"),
    path("studies/<int:study_id>/<int:form_id>/reopen/", views.reopen, name="reopen"),
    path("studies/<int:study_id>/<int:form_id>/settle/", views.settle, name="settle"),
    path("forms/", form_views.forms_page, name="forms"),
    path("forms/<int:form_id>/", form_views.form, name="form"),
    path("forms/<int:form_id>/publish/", form_views.publish, name="publish"),
    path("forms/<int:form_id>/new-version/", form_views.new_version, name="new_version"),
    path("fields/<int:field_id>/", form_views.field, name="field"),
    path("fields/<int:field_id>/move/", form_views.move, name="move"),
    path("fields/<int:field_id>/remove/", form_views.remove, name="remove"),
]
