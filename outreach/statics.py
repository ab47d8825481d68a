"""Static files with their digest in their name, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # whitenoise has no types
    """Renames what our modules import too: otherwise a new release would import an old module."""

    support_js_module_import_aggregation = True
