from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names in our script modules too, so that no module meets one of an older version.

    Django's own switch for it reads the scripts of installed packages as well, and some of those name files that are
    not there.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "js/offline/*.js",
            (
                (
                    r"""(?P<matched>(?P<names>import [^"';]+ from )"(?P<url>\./[\w.-]+)";)""",
                    '%(names)s"%(url)s";',
                ),
            ),
        ),
    )
