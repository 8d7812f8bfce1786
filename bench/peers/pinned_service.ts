/** The packages that ODAHU's docker-rest pins for its service, and what these need, in versions that fit them. */
export const PINNED_SERVICE: readonly string[] = [
  ...['gunicorn==20.0.4', 'setuptools==68.2.2', 'flask==1.1.1', 'werkzeug==2.0.3', 'jinja2==3.0.3'],
  ...['itsdangerous==2.0.1', 'markupsafe==2.1.5', 'click==8.1.7', 'orjson==3.9.15'],
]
