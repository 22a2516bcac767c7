from django.urls import path

from hours.views import city, declarations, exports, staff

app_name = "hours"

urlpatterns = [
    path("workspace/hours/", city.hours, name="hours"),
    path("workspace/hours/<int:participation>/hours.csv", exports.own_table, {"kind": "csv"}, name="own_csv"),
    path("workspace/hours/<int:participation>/hours.xlsx", exports.own_table, {"kind": "xlsx"}, name="own_xlsx"),
    path("workspace/hours/<int:participation>/statements/<int:seat>/", exports.statement, name="statement"),
    path("workspace/hours/<int:participation>/<str:text>/", city.month, name="month"),
    path("workspace/hours/<int:participation>/<str:text>/reopen/", city.reopen, name="reopen"),
    path("programme/hours/", staff.programme, name="programme"),
    path("workspace/hours/<int:participation>/<str:text>/sign/", declarations.sign, name="sign"),
    path("hours/declarations/", declarations.declarations, name="declarations"),
    path("hours/declarations/<int:pk>/", declarations.declaration, name="declaration"),
    path("hours/declarations/<int:pk>/countersign/", declarations.countersign, name="countersign"),
    path("hours/declarations/<int:pk>/send-back/", declarations.send_back, name="send_back"),
    path("programme/hours/<slug:slug>/days/", declarations.days, name="days"),
    path("programme/hours/<slug:slug>/days/<int:seat>/", declarations.set_share, name="set_share"),
    path("programme/hours/<slug:slug>/export/", exports.export, name="export"),
    path("programme/hours/<int:participation>/<str:text>/", staff.city_month, name="city_month"),
    path("programme/hours/<int:participation>/<str:text>/lock-city/", staff.lock_city, name="lock_city"),
    path("programme/hours/<slug:slug>/<str:text>/lock/", staff.lock, name="lock"),
    path("programme/hours/sheets/<int:pk>/unlock/", staff.unlock, name="unlock"),
]
