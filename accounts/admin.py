"""Corrections by the operators. What has consequences (closing a login, the team) has its buttons on the desk."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Invitation, User

# One way in for everybody: with its limits, its second factor and its passkeys.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "is_programme_staff", "is_evaluator", "is_active"]
    list_filter = ["is_programme_staff", "is_evaluator", "is_active"]
    search_fields = ["name", "email"]
    fields = [
        "email",
        "name",
        "language",
        "time_zone",
        "is_evaluator",
        "is_staff",
        "is_programme_staff",
        "is_active",
        "is_superuser",
        "last_login",
        "joined_at",
    ]
    readonly_fields = ["email", "is_programme_staff", "is_active", "is_superuser", "last_login", "joined_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ["email", "purpose", "sent_at", "expires_at", "accepted_at", "revoked_at"]
    search_fields = ["email", "name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False
