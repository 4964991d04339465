"""The app: `planner app` or `streamlit run streamlit_app.py`. Pages live in planner/app."""

import streamlit as st

from planner.app import sidebar, web
from planner.text import catalogue

st.set_page_config(layout="wide")
c = catalogue(sidebar.choose_language())
web.prepare(c.language)
pages = [
    st.Page("planner/app/plan_page.py", title=c.t("app.page.plan"), url_path="plan", default=True),
    st.Page("planner/app/team_page.py", title=c.t("app.page.team"), url_path="team"),
    st.Page("planner/app/groups_page.py", title=c.t("app.page.groups"), url_path="maalgrupper"),
    st.Page("planner/app/coordination_page.py", title=c.t("app.page.coordination"), url_path="ansvar"),
    st.Page("planner/app/comparison_page.py", title=c.t("app.page.comparison"), url_path="sammenlign"),
    st.Page("planner/app/what_if_page.py", title=c.t("app.page.what_if"), url_path="hvad-nu-hvis"),
    st.Page("planner/app/sources_page.py", title=c.t("app.page.sources"), url_path="data"),
    st.Page("planner/app/appendix_page.py", title=c.t("app.page.appendix"), url_path="bilag"),
]
page = st.navigation(pages)
st.set_page_config(page_title=f"{page.title} - {c.t('app.name')}")
sidebar.show()
page.run()
