"""The same thing said twice: in Chinese and in English."""

from typing import NamedTuple

ENDS = tuple("。！？：")  # Chinese marks bring their own space


class Said(NamedTuple):
    """A word or a sentence in both languages. As one text the Chinese comes first: 请先登录。Log in first."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh}{self.en}" if not self.zh or self.zh.endswith(ENDS) else f"{self.zh} {self.en}"

    def half(self, lang: str) -> str:
        """As its reader reads it. What nobody has said in their language is said in the other."""
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)
