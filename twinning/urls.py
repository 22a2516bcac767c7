"""Every address of the portal on one screen. Public pages stand under a language prefix, English without one."""

from django.contrib import admin
from django.urls import include, path

from twinning import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("deliverables.urls")),
    path("accounts/", include("allauth.urls")),
]
