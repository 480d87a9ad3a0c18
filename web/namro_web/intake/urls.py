"""Addresses of the intake: documents, drafts, review, adoption."""

from django.urls import path

from namro_web.intake import views

app_name = "intake"

urlpatterns = [
    path("van-ban/", views.documents, name="documents"),
    path("van-ban/tai-len/", views.upload, name="upload"),
    path("van-ban/<int:document_id>/", views.document, name="document"),
    path("van-ban/<int:document_id>/nguon/", views.source, name="source"),
    path("van-ban/<int:document_id>/tep/", views.download, name="download"),
    path("van-ban/<int:document_id>/doc-ke-hoach/", views.start, name="start"),
    path("van-ban/nhap/<int:draft_id>/", views.review, name="review"),
    path("van-ban/nhap/<int:draft_id>/tien-do/", views.reading, name="reading"),
    path("van-ban/nhap/<int:draft_id>/muc/<str:key>/", views.item, name="item"),
    path("van-ban/nhap/<int:draft_id>/co-mat/", views.presence, name="presence"),
    path("van-ban/nhap/<int:draft_id>/tim/", views.search, name="search"),
    path("van-ban/nhap/<int:draft_id>/them/", views.add, name="add"),
    path("van-ban/nhap/<int:draft_id>/phat-hien/", views.finding, name="finding"),
    path("van-ban/nhap/<int:draft_id>/nhan-het/", views.accept_rest, name="accept-rest"),
    path("van-ban/nhap/<int:draft_id>/hoan-tac/", views.take_back, name="undo"),
    path("van-ban/nhap/<int:draft_id>/doi-chieu/", views.against_parent, name="against-parent"),
    path("van-ban/nhap/<int:draft_id>/bo/", views.discard, name="discard"),
    path("van-ban/nhap/<int:draft_id>/co-quan/", views.names, name="names"),
    path("van-ban/nhap/<int:draft_id>/chua-ro/", views.unclear, name="unclear"),
    path("van-ban/nhap/<int:draft_id>/phieu-lam-ro.<str:kind>", views.slip, name="slip"),
    path("ke-hoach/<int:plan_id>/chua-ro/", views.plan_unclear, name="plan-unclear"),
    path("ke-hoach/<int:plan_id>/phieu-lam-ro.<str:kind>", views.plan_slip, name="plan-slip"),
    path("van-ban/do-ro/", views.clarities, name="clarities"),
    path("van-ban/nhom-don-vi/", views.unit_groups, name="groups"),
    path("van-ban/nhom-don-vi/moi/", views.group, name="new-group"),
    path("van-ban/nhom-don-vi/<int:group_id>/", views.group, name="group"),
    path("van-ban/nhap/<int:draft_id>/ban-hanh/", views.adopt, name="adopt"),
]
