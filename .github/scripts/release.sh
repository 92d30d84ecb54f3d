#!/usr/bin/env bash
# The steps of a release; TAG is e.g. v1.2.3.
#
#   release.sh verify TAG           refuses what must not be released
#   release.sh notes TAG            prints the changelog's section
#   release.sh pack TAG             makes the archive, its path is the output `archive`
#   release.sh publish TAG ARCHIVE  creates a draft, attaches the archive, publishes it
#   release.sh move-tags TAG        points v1 and v1.2 to it
set -euo pipefail

step="$1"
tag="$2"
version="${tag#v}"

fail() {
  echo "::error::$*"
  exit 1
}

notes() {
  awk -v heading="## $version " '
    /^## / { inside = index($0 " ", heading) == 1; next }
    inside { print }
  ' CHANGELOG.md
}

case "$step" in
  verify)
    [[ "$tag" =~ ^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]] ||
      fail "$tag is no version tag like v1.2.3."
    git merge-base --is-ancestor HEAD "${MAIN:-origin/main}" ||
      fail "$tag is not on main: only what was reviewed there is released."
    declared="$(node -p 'require("./package.json").version')"
    [ "$declared" = "$version" ] || fail "package.json says $declared, the tag $version."
    [[ "$(notes)" =~ [^[:space:]] ]] || fail "CHANGELOG.md has no section '## $version' with text."
    ;;
  notes)
    notes
    ;;
  pack)
    archive="fc-invoke-$version.tar.gz"
    git archive --format=tar --prefix="fc-invoke-$version/" HEAD \
      action.yml dist LICENSE README.md | gzip -n > "$archive"
    echo "archive=$archive" >> "$GITHUB_OUTPUT"
    ;;
  publish)
    # A release that is immutable once it is published takes no more files: draft first.
    notes > "$RUNNER_TEMP/notes.md"
    gh release create "$tag" --draft --verify-tag --title "$tag" --notes-file "$RUNNER_TEMP/notes.md"
    gh release upload "$tag" "$3"
    gh release edit "$tag" --draft=false
    ;;
  move-tags)
    # By the API: the job has no credentials in its git configuration.
    commit="$(git rev-parse HEAD)"
    minor="${tag%.*}"
    for moving in "$minor" "${minor%.*}"; do
      newest="$(gh release list --limit 200 --exclude-drafts --json tagName --jq '.[].tagName' |
        grep -E "^${moving//./\\.}\.[0-9.]+$" | sort -V | tail -n 1)"
      if [ "$newest" != "$tag" ]; then
        echo "$moving stays at $newest, which is newer than $tag."
        continue
      fi
      gh api --method PATCH "repos/$GITHUB_REPOSITORY/git/refs/tags/$moving" \
        -f sha="$commit" -F force=true > /dev/null 2>&1 ||
        gh api --method POST "repos/$GITHUB_REPOSITORY/git/refs" \
          -f ref="refs/tags/$moving" -f sha="$commit" > /dev/null
      echo "$moving now points to $commit."
    done
    ;;
  *)
    fail "Unknown step $step."
    ;;
esac
