from django.urls import path

from mailing import views

app_name = "mailing"

urlpatterns = [
    path("programme/mails/", views.MailListView.as_view(), name="messages"),
    path("programme/mails/<int:pk>/", views.MailView.as_view(), name="message"),
    path("programme/mails/<int:pk>/html/", views.mail_as_html, name="message_html"),
    path("programme/mails/<int:pk>/mark-as-sent/", views.mark_as_sent, name="mark_as_sent"),
    path("programme/mails/<int:pk>/send-again/", views.send_again, name="send_again"),
]
