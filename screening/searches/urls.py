from django.urls import path

from screening.searches import (
    chase_views,
    column_views,
    history_views,
    import_views,
    known_item_views,
    problem_views,
    schedule_views,
    strategy_views,
    views,
    withdrawal_views,
)

app_name = "searches"
urlpatterns = [
    path("", views.list_sources, name="list"),
    path("source/", views.add_source, name="add_source"),
    path("source/<int:source_id>/", views.change_source, name="change_source"),
    path("source/<int:source_id>/strategy/", strategy_views.search, name="search"),
    path("source/<int:source_id>/strategy/line/", strategy_views.count_line, name="count_line"),
    path("source/<int:source_id>/history/", history_views.history, name="history"),
    path("strategy/<int:search_id>/peer-review/", history_views.review_strategy, name="review_strategy"),
    path("strategy/<int:search_id>/schedule/", schedule_views.schedule, name="schedule"),
    path("chase/", chase_views.chase, name="chase"),
    path("run/<int:run_id>/", views.run, name="run"),
    path("run/<int:run_id>/again/", views.run_again, name="run_again"),
    path("run/<int:run_id>/missing/", views.ask_again, name="ask_again"),
    path("run/<int:run_id>/undo/", withdrawal_views.withdraw, name="withdraw"),
    path("run/<int:run_id>/restore/", withdrawal_views.restore, name="restore"),
    path("known/", known_item_views.list_known_items, name="known_items"),
    path("known/<int:item_id>/remove/", known_item_views.remove, name="remove_known_item"),
    path("problems/", problem_views.list_problems, name="problems"),
    path("problems/<int:record_id>/", problem_views.repair, name="repair"),
    path("problems/<int:record_id>/dismiss/", problem_views.dismiss, name="dismiss"),
    path("import/", import_views.import_file, name="import"),
    path("import/<uuid:token>/", import_views.import_preview, name="import_preview"),
    path("import/<uuid:token>/confirm/", import_views.import_confirm, name="import_confirm"),
    path("import/<uuid:token>/cancel/", import_views.import_cancel, name="import_cancel"),
    path("import/<uuid:token>/<uuid:upload_id>/read/", import_views.import_read, name="import_read"),
    path("import/<uuid:token>/<uuid:upload_id>/drop/", import_views.import_drop, name="import_drop"),
    path("import/<uuid:token>/<uuid:upload_id>/columns/", column_views.import_columns, name="import_columns"),
]
