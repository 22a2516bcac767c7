"""Every address of the portal on one screen. Public pages stand under a language prefix, English without one."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from deliverables.views import publishing as outputs
from learning.views import guests as open_sessions
from stories.views import public as story_pages
from twinning import health
from twinning.pages import thread, thread_progress
from twinning.pages.cohorts import cohorts
from twinning.pages.desk.views import desk
from twinning.pages.matrix.views import matrix
from twinning.pages.milestones import city_milestones
from twinning.pages.public import views as public
from twinning.pages.workspace.views import first_page, workspace

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("first-page/", first_page, name="first_page"),
    path("workspace/", workspace, name="workspace"),
    path("milestones/<int:pk>/", city_milestones, name="city_milestones"),
    path("programme/", desk, name="desk"),
    path("programme/cohorts/", cohorts, name="programme_cohorts"),
    path("", include("accounts.urls")),
    path("", include("cities.urls")),
    path("", include("cohorts.urls")),
    path("", include("milestones.urls")),
    path("programme/cohorts/<slug:slug>/", matrix, name="matrix"),
    path("", include("mailing.urls")),
    path("", include("goals.urls")),
    path("goals/<uuid:pk>/", thread.goal, name="goal"),
    path("thread/<uuid:pk>/", thread.follow, name="follow"),
    path("programme/thread/", thread_progress.progress, name="thread_progress"),
    path("programme/thread/goals/", thread_progress.goals, name="thread_goals"),
    path("", include("learning.urls")),
    path("", include("visits.urls")),
    path("", include("travel.urls")),
    path("", include("deliverables.urls")),
    path("", include("hours.urls")),
    path("", include("stories.urls")),
    path("", include("reminders.urls")),
    path("", include("calendars.urls")),
    path("accounts/", include("allauth.urls")),
    path("cohorts/<slug:slug>/pairings.csv", public.pairings_csv, name="cohort_pairings"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("cities/<slug:slug>/outputs/<int:pk>/files/<int:file_pk>/", outputs.published_file, name="published_file"),
]

urlpatterns += i18n_patterns(
    path("", public.home, name="home"),
    path("stories/", story_pages.stories, name="stories"),
    path("stories/<slug:slug>/", story_pages.story, name="story"),
    path("cities/", public.cities, name="cities"),
    path("cities/<slug:slug>/", public.city, name="city"),
    path("cities/<slug:slug>/outputs/<int:pk>/", outputs.published_output, name="published_output"),
    path("cohorts/", public.cohorts, name="cohorts"),
    path("cohorts/<slug:slug>/", public.cohort, name="cohort"),
    path("open-sessions/", open_sessions.open_sessions, name="open_sessions"),
    path("open-sessions/<int:pk>/", open_sessions.open_session, name="open_session"),
    path("map/", public.world, name="map"),
    path("about/", public.about, name="about"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    prefix_default_language=False,
)
