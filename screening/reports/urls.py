from django.urls import path

from screening.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.prisma_page, name="prisma"),
    path("overview/", views.overview, name="overview"),
    path("recount/", views.recount, name="recount"),
    path("box/<path:box>/", views.box, name="box"),
    path("citation/<int:citation_id>/", views.citation, name="citation"),
    path("record/<int:record_id>/", views.record, name="record"),
    path("audit/", views.trail, name="trail"),
    path("audit/chain/", views.chain, name="chain"),
]
