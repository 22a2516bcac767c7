from django.urls import path, re_path

from stories.feeds import StoryFeed
from stories.views import desk, public
from ui.guards import public as open_to_all

app_name = "stories"

# The list and the page of a story stand under a language prefix: twinning/urls.py.
urlpatterns = [
    path("stories/feed/", open_to_all(StoryFeed()), name="feed"),
    path("stories/pictures/<int:pk>/", public.picture, name="picture"),
    path("stories/new/", desk.new, name="new"),
    path("stories/preview/", desk.preview, name="preview"),
    path("stories/<slug:slug>/edit/", desk.edit, name="edit"),
    path("stories/<slug:slug>/picture/", desk.illustrate, name="illustrate"),
    re_path(r"^stories/(?P<slug>[-\w]+)/(?P<move>offer|take_back|send_back|publish|retire)/$", desk.take, name="take"),
    path("workspace/stories/", desk.mine, name="mine"),
    path("programme/stories/", desk.programme, name="programme"),
]
