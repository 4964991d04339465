"""The Streamlit pages. They show the tables and charts of the report layer and do no arithmetic."""
