from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashes file names in our script modules too, so that a module never loads an outdated one.

    Django's own option also parses the scripts of installed packages, and some of those refer to missing files.
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
