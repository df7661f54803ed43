"""Fields of tickets and of every form that is neither the VAT form nor the 数电 form."""

from intake.extraction.tickets.ticket_reader import read_ticket
from intake.extraction.tickets.ticket_text import TicketText

__all__ = ["TicketText", "read_ticket"]
