# Two stages: the second has neither pip's cache nor a compiler. The base is named by version; pin it by digest where you build for production.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements.lock

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATABASE_URL=sqlite:////data/debrief.db
RUN useradd --system --uid 10001 --user-group --home-dir /data --create-home debrief
COPY --from=build /venv /venv
WORKDIR /debrief
COPY LICENSE manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY prompts prompts
COPY storage storage
USER 10001
VOLUME /data
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
