from tests.searches.conftest import ncbi, standin

__all__ = ["ncbi", "standin"]
